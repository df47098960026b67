import { library } from '../../tooling/tsup.js';

// `import.meta.url` has to mean something in CommonJS too.
export default library({ shims: true });
