// The extension: a list of plugins.
import plugin from './plugin';
import review from './review-plugin';

export default [plugin, review];
