import { library } from '../../tooling/tsup.js';

export default library({
  entry: { index: 'src/index.ts', 'network/node': 'src/network/node.ts', 'network/browser': 'src/network/browser.ts' },
  external: ['#network'],
});
