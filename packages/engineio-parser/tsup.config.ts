import { library } from '../../tooling/tsup.js';

export default library({
  entry: {
    index: 'src/index.ts',
    v3: 'src/v3/index.ts',
    // Chosen by the package's imports map when the package is loaded or bundled.
    'bytes/node': 'src/bytes/node.ts',
    'bytes/portable': 'src/bytes/portable.ts',
  },
  external: ['#bytes'],
});
