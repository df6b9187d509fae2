// Loaded before the app (NODE_OPTIONS=--import) to make this process's clock wrong by CLOCK_OFF_MS.
const off = Number(process.env.CLOCK_OFF_MS ?? 0)
if (off) {
  const RealDate = Date
  const now = () => RealDate.now() + off
  class ShiftedDate extends RealDate {
    constructor(...args) {
      super(...(args.length === 0 ? [now()] : args))
    }
    static now() {
      return now()
    }
  }
  globalThis.Date = ShiftedDate
}
