import { library } from '../../tooling/tsup.js';

export default library({ entry: { index: 'src/index.ts', v3: 'src/v3/index.ts', msgpack: 'src/msgpack/index.ts' } });
