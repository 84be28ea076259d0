/* Preloaded into a process: prints each name that it resolves and each address that it connects to. */
const { createHook } = require('node:async_hooks');
const { writeSync } = require('node:fs');

const print = (text) => writeSync(1, `network: ${text}\n`);

const REPORTS = {
  GETADDRINFOREQWRAP: ({ hostname }) => print(`lookup ${hostname}`),
  QUERYWRAP: ({ hostname }) => print(`lookup ${hostname}`),
  TCPCONNECTWRAP: ({ address, port }) => print(`connect ${address} ${port}`),
  UDPSENDWRAP: ({ address }) => print(`datagram ${address}`),
};

createHook({
  init(_id, type, _trigger, request) {
    const report = REPORTS[type];
    // The request has its address only after its construction.
    if (report) process.nextTick(report, request);
  },
}).enable();
