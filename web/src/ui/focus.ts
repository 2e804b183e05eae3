// Keyboard helpers: a focus trap for modal dialogs, and whether a key press belongs to a text field.

const focusable = 'a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex]:not([tabindex="-1"])';

// While `on`, Tab stays within the element.
export function trap(element: HTMLElement, on: boolean) {
  let active = on;
  const keep = (event: KeyboardEvent) => {
    if (!active || event.key !== "Tab") return;
    const all = [...element.querySelectorAll<HTMLElement>(focusable)].filter((one) => one.offsetParent !== null);
    const first = all[0], last = all.at(-1);
    if (!first || !last) return;
    const at = document.activeElement;
    if (event.shiftKey && (at === first || at === element)) { event.preventDefault(); last.focus(); }
    else if (!event.shiftKey && at === last) { event.preventDefault(); first.focus(); }
  };
  element.addEventListener("keydown", keep);
  return {
    update(value: boolean) { active = value; },
    destroy() { element.removeEventListener("keydown", keep); },
  };
}

export function typing(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null;
  return !!target && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
