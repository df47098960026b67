import { library } from '../../tooling/tsup.js';

// vitest, in which the kit runs, refuses to be required.
export default library({ format: ['esm'] });
