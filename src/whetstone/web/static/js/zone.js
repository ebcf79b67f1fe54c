// zone.js - a first page's time zone begins where the browser is; what somebody chose or sent stays.
export function begin(select) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (select.value === "UTC" && [...select.options].some((one) => one.value === here)) {
    select.value = here;
  }
}
