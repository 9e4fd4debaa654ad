import max from '../modules/max.cjs';

process.once('message', (items) => process.send(max(items), () => process.disconnect()));
