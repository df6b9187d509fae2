/** The lines of the bank's logo, the front of a bank, in a box of 32 by 32. */
export const SIGN_PATH = 'M8 13.2 16 8l8 5.2M9.5 22.5h13M11.5 15v5M16 15v5M20.5 15v5'
