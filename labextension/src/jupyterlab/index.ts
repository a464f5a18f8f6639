// The extension: a list of plugins.
import plugin from './plugin';

export default [plugin];
