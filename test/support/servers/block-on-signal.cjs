/* Preloaded into a worker: on SIGUSR2 its event loop is blocked for good, as by a runaway computation. */
const { isMainThread } = require('node:worker_threads');

function runawayComputation() {
  let sum = 0;
  for (;;) sum = Math.sqrt(sum + 1);
}

if (isMainThread) process.on('SIGUSR2', runawayComputation);
