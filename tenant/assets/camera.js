// The camera, looked through for a QR code.

/** The package `qr`, as it is. */
const READER = '/assets/qr/dom.js'
/** Sharp enough for the hundred rows of a request's code. The package's own way asks for the screen's size, which is not. */
const VIDEO = { facingMode: 'environment', width: { ideal: 1920 }, height: { ideal: 1080 } }
const LOOK_MS_MAX = 60_000
/** How long a single picture is looked through. */
const PICTURE_MS_MAX = 100

/** Whether this browser lets a page ask for the camera. */
export const canLook = () => Boolean(navigator.mediaDevices?.getUserMedia)

/**
 * Shows what the camera sees until a code is in it, `signal` is aborted or a minute is over; then the camera is off.
 * @returns the text of the code; undefined where none came
 * @throws where no camera can be opened
 */
export async function lookFor(player, signal) {
  const { QRCanvas, QRCamera, frameLoop } = await import(READER)
  const camera = new QRCamera(player, await navigator.mediaDevices.getUserMedia({ video: VIDEO }))
  const canvas = new QRCanvas({}, { timeLimit: PICTURE_MS_MAX })
  return new Promise((resolve) => {
    const timer = setTimeout(() => end(), LOOK_MS_MAX)
    const stopLoop = frameLoop(async () => {
      const seen = await Promise.resolve(camera.readFrame(canvas, true)).catch(() => undefined)
      if (typeof seen === 'string') end(seen)
    }, player)
    signal.addEventListener('abort', () => end())
    if (signal.aborted) end()
    function end(text) {
      clearTimeout(timer)
      stopLoop()
      camera.stop()
      player.srcObject = null
      resolve(text)
    }
  })
}
