// Valkey on the port that is given, for as long as the process lives.
import { serveValkey } from '../services/valkey.mjs';

await serveValkey(Number(process.argv[2]));
