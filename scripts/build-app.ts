import { buildIfChanged } from './build'

// npm run build: what `npm start` does before its first start, for an image that is built once and started often.

await buildIfChanged((line) => console.log(line))
