// Valkey on the given port, for as long as the process lives.
import { serveValkey } from '../services/valkey';

void serveValkey(Number(process.argv[2]));
