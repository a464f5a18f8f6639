// The focus stays in the view: where the control that had it goes away, keys would reach the notebook and delete cells.

/** Gives the focus to `fallback` when the control of `panel` that had it has been taken off the page. */
export function keepFocus(panel: HTMLElement, fallback: HTMLElement, signal: AbortSignal): void {
  let focused: Element | null = null;
  const onFocus = (event: FocusEvent) => {
    focused = event.target as Element;
  };
  const onBlur = ({ target }: FocusEvent) => {
    // What is taken off the page loses the focus too; what still stands there afterwards was left by the reader.
    queueMicrotask(() => {
      if (target === focused && focused?.isConnected) focused = null;
    });
  };
  panel.addEventListener('focusin', onFocus, { signal });
  panel.addEventListener('focusout', onBlur, { signal });
  const observer = new MutationObserver(() => {
    if (!focused || focused.isConnected) return;
    focused = null;
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body) fallback.focus({ preventScroll: true });
  });
  observer.observe(panel, { childList: true, subtree: true });
  signal.addEventListener('abort', () => observer.disconnect());
}
