import { card as germanCard } from './de/card'
import { code as germanCode, scan as germanScan } from './de/codes'
import { deviceRequest as germanDeviceRequest, devices as germanDevices, enrol as germanEnrol } from './de/devices'
import { house as germanHouse } from './de/house'
import {
  activate as germanActivate,
  consent as germanConsent,
  problem as germanProblem,
  signedOut as germanSignedOut,
  signIn as germanSignIn,
} from './de/pages'
import { phone as germanPhone } from './de/phone'
import { scripts as germanScripts } from './de/scripts'
import { told as germanTold } from './de/told'
import { card } from './en/card'
import { code, scan } from './en/codes'
import { deviceRequest, devices, enrol } from './en/devices'
import { house } from './en/house'
import { activate, consent, problem, signedOut, signIn } from './en/pages'
import { phone } from './en/phone'
import { scripts } from './en/scripts'
import { told } from './en/told'
import type { Language } from './language'
import type { Noun } from './noun'

function english(noun: Noun) {
  return {
    ...{ house, signIn, consent, activate, signedOut, card, deviceRequest, devices, told },
    problem: problem(noun),
    phone: phone(noun),
    enrol: enrol(noun),
    code: code(noun),
    scan: scan(noun),
    scripts: scripts(noun),
  }
}

/** Every sentence of one language. A sentence that another language lacks is a type error. */
export type Words = ReturnType<typeof english>

function german(noun: Noun): Words {
  return {
    house: germanHouse,
    card: germanCard,
    deviceRequest: germanDeviceRequest,
    devices: germanDevices,
    told: germanTold,
    signIn: germanSignIn,
    consent: germanConsent,
    activate: germanActivate,
    signedOut: germanSignedOut,
    problem: germanProblem(noun),
    phone: germanPhone(noun),
    enrol: germanEnrol(noun),
    code: germanCode(noun),
    scan: germanScan(noun),
    scripts: germanScripts(noun),
  }
}

/** All sentences of a language, as the bank says them or a tenant alone. */
export function wordsOf(language: Language, noun: Noun): Words {
  return { en: english, de: german }[language](noun)
}
