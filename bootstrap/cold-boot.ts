import { startRuntime } from '../runtime/start-runtime.ts';

// The bundle is CommonJS, which starts faster than an ES module; so it has these two.
void startRuntime({ require, filename: __filename });
