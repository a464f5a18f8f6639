// Every command of the view as a command of JupyterLab: in the palette, in a menu of its own, with its key beside it.
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ICommandPalette } from '@jupyterlab/apputils';
import type { IMainMenu } from '@jupyterlab/mainmenu';
import { DisposableSet } from '@lumino/disposable';
import { Menu } from '@lumino/widgets';
import type { Words } from '../model';
import { COMMANDS, type Command, GROUPS, keysOf } from '../view/commands';
import { luminoKey } from './lumino-key';
import type { Settings } from './settings';
import type { Views } from './views';

export const FOCUS = 'annotator:focus-article';
export const SHOW_PANEL = 'annotator:show-annotations';
export const OPEN_SETTINGS = 'annotator:open-settings';
const SETTINGS_EDITOR = 'settingeditor:open';

/** Between Kernel and Tabs. */
const MENU_RANK = 300;
/** Matches nothing: the view itself hears of its keys, and Lumino only shows them beside the commands. */
const NOWHERE = '.jp-Annotator-keysAreHeardByTheViewItself';

export interface CommandsOptions {
  app: JupyterFrontEnd;
  views: Views;
  settings: Settings;
  words: Words;
  palette: ICommandPalette | null;
  menu: IMainMenu | null;
}

const idOf = (command: Command): string => `annotator:${command.id}`;

function addCommands({ app, views, words }: CommandsOptions): void {
  const { t } = words;
  for (const command of COMMANDS) {
    app.commands.addCommand(idOf(command), {
      label: t(command.title),
      caption: t('%1 (in the article that you read)', t(command.title)),
      isEnabled: () => {
        const controller = views.active?.controller;
        return controller !== undefined && (command.isEnabled?.(controller) ?? true);
      },
      execute: () => {
        const view = views.active;
        if (!view) return;
        command.run(view.controller);
        // From the palette or a menu: what comes next is read and typed in the article.
        if (!view.controller.root.contains(document.activeElement)) view.focus();
      }
    });
  }
  app.commands.addCommand(FOCUS, {
    label: t('Go to the article'),
    caption: t('Puts the keyboard into the article that you read last in this notebook'),
    isEnabled: () => views.active !== undefined,
    execute: () => {
      const view = views.active;
      view?.controller.root.scrollIntoView({ block: 'nearest' });
      view?.focus();
    }
  });
}

export function openSettings(app: JupyterFrontEnd): void {
  if (app.commands.hasCommand(SETTINGS_EDITOR))
    void app.commands.execute(SETTINGS_EDITOR, { query: 'Annotator' });
}

/** The key of each command beside its name, as the settings have it. */
function showKeys({ app, settings }: CommandsOptions): void {
  let shown = new DisposableSet();
  const show = () => {
    shown.dispose();
    shown = new DisposableSet();
    for (const command of COMMANDS) {
      const [key] = keysOf(command, settings.preferences.keys);
      if (key === undefined) continue;
      shown.add(
        app.commands.addKeyBinding({ command: idOf(command), keys: [luminoKey(key)], selector: NOWHERE })
      );
    }
  };
  show();
  settings.changed.connect(show);
}

function fillPalette({ app, palette, words }: CommandsOptions): void {
  const others = [FOCUS, SHOW_PANEL, OPEN_SETTINGS].filter(id => app.commands.hasCommand(id));
  for (const command of [...others, ...COMMANDS.map(idOf)])
    palette?.addItem({ command, category: words.t('Annotator') });
}

function fillMenu({ app, menu, words }: CommandsOptions): void {
  if (!menu) return;
  const { commands } = app;
  const top = new Menu({ commands });
  top.id = 'jp-mainmenu-annotator';
  top.title.label = words.t('Annotator');
  for (const command of [FOCUS, SHOW_PANEL]) if (commands.hasCommand(command)) top.addItem({ command });
  top.addItem({ type: 'separator' });
  for (const group of GROUPS) {
    const inGroup = COMMANDS.filter(command => command.group === group);
    if (inGroup.length === 0) continue;
    const submenu = new Menu({ commands });
    submenu.title.label = words.t(group);
    for (const command of inGroup) submenu.addItem({ command: idOf(command) });
    top.addItem({ type: 'submenu', submenu });
  }
  top.addItem({ type: 'separator' });
  top.addItem({ command: OPEN_SETTINGS });
  menu.addMenu(top, true, { rank: MENU_RANK });
}

export function addCommandsToHost(options: CommandsOptions): void {
  const { app, words } = options;
  addCommands(options);
  app.commands.addCommand(OPEN_SETTINGS, {
    label: words.t('Keys and other settings…'),
    // Hosts without an editor for settings have none to open.
    isVisible: () => app.commands.hasCommand(SETTINGS_EDITOR),
    execute: () => openSettings(app)
  });
  showKeys(options);
  fillPalette(options);
  fillMenu(options);
  tellWhatIsEnabled(options);
}

/** Menus ask when they open; the palette and toolbars have to be told. */
function tellWhatIsEnabled({ app, views }: CommandsOptions): void {
  const ids = [FOCUS, ...COMMANDS.map(idOf)];
  const told = new Map<string, boolean>();
  let isDue = false;
  views.changed.connect(() => {
    if (isDue) return;
    // Once for a whole gesture, which tells of itself several times.
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      for (const id of ids) {
        const isEnabled = app.commands.isEnabled(id);
        if (told.get(id) !== isEnabled) app.commands.notifyCommandChanged(id);
        told.set(id, isEnabled);
      }
    });
  });
}
