// The extension: a list of plugins.
import plugin from './plugin';
import review from './plugin-review';

export default [plugin, review];
