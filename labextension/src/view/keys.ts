// Keys: what is pressed in the article or the panel, and what it does. Nothing unmodified leaks into the notebook.
import type { Field, FieldValue } from '../model';
import { COMMANDS, isModified, keyName, keysOf } from './commands';
import type { Controller } from './controller';
import { pressLinking, pressRelation } from './link-mode';

function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !['radio', 'checkbox', 'button'].includes(target.type);
}

/** The answer after pressing the key of `value`: a second press takes it back. */
export function toggled(field: Field, current: FieldValue | undefined, id: string): FieldValue | null {
  if (field.level !== 'multiple') return current === id ? null : id;
  const chosen = Array.isArray(current) ? current : [];
  const next = chosen.includes(id) ? chosen.filter(other => other !== id) : [...chosen, id];
  return next.length > 0 ? next : null;
}

function pressValue(controller: Controller, key: string): boolean {
  for (const field of controller.fieldsAtHand) {
    const value = (field.values ?? []).find(option => option.key === key);
    if (value) {
      controller.answer(field, toggled(field, controller.valueAtHand(field), value.id));
      return true;
    }
  }
  return false;
}

function pressKind(controller: Controller, key: string): boolean {
  const kind = controller.codebook.kinds.find(option => option.key === key);
  if (!kind || !controller.screen.pending) return false;
  controller.tag(kind.id);
  return true;
}

/** A kind's key where nothing is selected: tags the caret's sentence, or says what the picked annotation is. */
function pressKindAtCaret(controller: Controller, key: string): boolean {
  const kind = controller.codebook.kinds.find(option => option.key === key);
  if (!kind || controller.screen.linking) return false;
  controller.tag(kind.id);
  return true;
}

/** While a unit is adjudicated its keys come first: nothing else is at hand that the codebook's could mean. */
function pressAdjudication(controller: Controller, key: string): boolean {
  const { adjudicating, screen, session } = controller;
  if (!adjudicating?.current || screen.pending) return false;
  return COMMANDS.some(
    command =>
      command.group === 'Adjudication' &&
      keysOf(command, session.preferences?.keys).includes(key) &&
      command.run(controller) === true
  );
}

function pressCommand(controller: Controller, key: string): boolean {
  const { keys } = controller.session.preferences ?? {};
  return COMMANDS.some(command => keysOf(command, keys).includes(key) && command.run(controller) !== false);
}

/**
 * Notebook 7 reads shortcuts before our root hears of the key. Lumino passes over an element that carries this mark; it
 * is there for one unmodified key only, so that Ctrl+S and the like keep working.
 */
function hideFromShortcuts(root: HTMLElement, signal: AbortSignal): void {
  const hide = (event: KeyboardEvent) => {
    const { target } = event;
    if (!(target instanceof HTMLElement) || !root.contains(target)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    target.dataset.lmSuppressShortcuts = 'true';
    setTimeout(() => delete target.dataset.lmSuppressShortcuts);
  };
  window.addEventListener('keydown', hide, { capture: true, signal });
}

/** Listens on the view's root until `signal` aborts. */
export function listenToKeys(controller: Controller, article: HTMLElement, signal: AbortSignal): void {
  const onKey = (event: KeyboardEvent) => {
    const typing = isTyping(event.target);
    const modified = isModified(event);
    // JupyterLab's shortcuts listen further out: a letter typed here would delete or insert cells.
    if (!modified) event.stopPropagation();
    if (event.isComposing || event.defaultPrevented) return;
    if (event.target instanceof Element && event.target.closest('dialog')) {
      // The sheet covers what the keys would act on: they only close it.
      const closes = event.key === 'Escape' || (!typing && event.key === '?');
      if (closes) controller.show({ help: false });
      if (closes) event.preventDefault();
      return;
    }
    if (typing) {
      if (event.key === 'Escape') article.focus();
      // Undo of typed text is the browser's; the notebook's own undo must not follow it.
      if (modified && ['z', 'y'].includes(event.key.toLowerCase())) event.stopPropagation();
      return;
    }
    controller.refresh();
    const letters =
      !modified &&
      [pressLinking, pressAdjudication, pressKind, pressValue, pressRelation, pressKindAtCaret].some(press =>
        press(controller, event.key)
      );
    const used = letters || pressCommand(controller, keyName(event));
    if (used) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
  hideFromShortcuts(controller.root, signal);
  controller.root.addEventListener('keydown', onKey, { signal });
}
