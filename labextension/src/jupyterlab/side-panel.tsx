// The side panel "Annotations": the readings of the current notebook, and a way to each of their annotations.
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { LabIcon, ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import type { Words } from '../model';
import { jump } from './jump';
import { ReadingsList } from './ReadingsList';
import { type ListedAnnotation, type ListedReading, listedReading } from './readings';
import type { Views } from './views';

export const annotationsIcon = new LabIcon({
  name: 'annotator:annotations',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><g class="jp-icon3" fill="#616161">' +
    '<path d="M4 4h16v2H4zM4 9h9v2H4zM4 19h6v2H4z" opacity=".75"/><path d="M4 13.5h16V17H4z"/>' +
    '<path d="M15 8h5v3h-5z" opacity=".75"/></g></svg>'
});

/** Changes that follow each other closely are shown together, in milliseconds. */
const PAUSE = 200;

export class AnnotationsPanel extends ReactWidget {
  private notebook: NotebookPanel | null = null;
  private readings = new Map<string, ListedReading>();
  /** Keys to read again; null stands for all. */
  private stale: Set<string> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private message = '';

  constructor(
    private readonly tracker: INotebookTracker,
    private readonly views: Views,
    private readonly words: Words
  ) {
    super();
    this.id = 'jp-annotator-annotations';
    this.addClass('jp-AnnotatorReadings');
    this.title.icon = annotationsIcon;
    this.title.caption = words.t('Annotations');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', words.t('Annotations'));
    tracker.currentChanged.connect(this.follow, this);
    views.changed.connect(this.later, this);
    this.follow();
  }

  private follow(): void {
    const { currentWidget } = this.tracker;
    if (currentWidget === this.notebook) return;
    this.notebook?.model?.sharedModel.metadataChanged.disconnect(this.onMetadata, this);
    this.notebook = currentWidget;
    this.readings.clear();
    this.stale = null;
    this.message = '';
    this.update();
    void currentWidget?.context.ready.then(() => {
      if (this.notebook !== currentWidget || currentWidget.isDisposed) return;
      currentWidget.model?.sharedModel.metadataChanged.connect(this.onMetadata, this);
      this.later();
    });
  }

  private onMetadata(_: unknown, { key }: { key: string }): void {
    this.stale?.add(key);
    this.message = '';
    this.later();
  }

  private later(): void {
    if (this.isVisible) this.timer ??= setTimeout(() => this.update(), PAUSE);
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this.update();
  }

  protected override onUpdateRequest(message: Message): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    // A panel that nobody sees need not copy the metadata.
    if (this.isVisible) this.read();
    super.onUpdateRequest(message);
  }

  private read(): void {
    const shared = this.notebook?.model?.sharedModel;
    if (!shared) return;
    const keys = this.stale ?? Object.keys(shared.metadata);
    for (const key of keys) {
      const reading = listedReading(key, shared.getMetadata(key));
      if (reading) this.readings.set(key, reading);
      else this.readings.delete(key);
    }
    this.stale = new Set();
  }

  private async jump(reading: ListedReading, annotation: ListedAnnotation): Promise<void> {
    const { notebook } = this;
    if (!notebook) return;
    const found = await jump(this.views, notebook, reading, annotation);
    this.message = found ? '' : this.words.t('No cell of this notebook shows the article now: run its cell.');
    this.update();
  }

  protected override render(): JSX.Element {
    const { notebook, views } = this;
    const shown = notebook ? views.inside(notebook.node) : [];
    const active = shown[0]?.controller;
    return (
      <ReadingsList
        words={this.words}
        notebook={notebook ? notebook.title.label : null}
        hasArticle={shown.length > 0}
        readings={[...this.readings.values()]}
        picked={active?.screen.picked ?? null}
        current={active ? { documentId: active.session.document.id, reader: active.session.reader } : null}
        message={this.message}
        jump={(reading, annotation) => void this.jump(reading, annotation)}
        begin={() => shown[0]?.focus()}
      />
    );
  }

  override dispose(): void {
    clearTimeout(this.timer);
    super.dispose();
  }
}
