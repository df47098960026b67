import { library } from '../../tooling/tsup.js';

export default library({
  entry: { index: 'src/index.ts', 'bytes/node': 'src/bytes/node.ts', 'bytes/portable': 'src/bytes/portable.ts' },
  external: ['#bytes'],
});
