/** The single file for `<script>`: everything it leaves behind is the global `io`. */
import { io, Socket } from './index.js';

Object.assign(globalThis, { io: Object.assign(io, { io, connect: io, Socket }) });
