import fc from 'fast-check';

// The same examples each time: what turns red is the change, not chance. `make search` looks for new ones.
if (!process.env.SEARCH) {
  fc.configureGlobal({ seed: 20_261_125 });
}
