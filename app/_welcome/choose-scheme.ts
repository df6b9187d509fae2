/**
 * Shows the scheme that was chosen in the portal, under the name that Mantine keeps it by, and changes it. A browser that keeps
 * nothing for this page shows its own scheme.
 */
export const CHOOSE_SCHEME = `(()=>{
const page=document.documentElement,name='mantine-color-scheme-value',dark=matchMedia('(prefers-color-scheme: dark)');
let chosen;
try{chosen=localStorage.getItem(name)}catch{}
const show=()=>{page.dataset.scheme=chosen==='dark'||chosen!=='light'&&dark.matches?'dark':'light'};
show();dark.addEventListener('change',show);
addEventListener('click',({target})=>{
if(!target.closest('.scheme'))return;
chosen=page.dataset.scheme==='dark'?'light':'dark';show();
try{localStorage.setItem(name,chosen)}catch{}
})})()`
