// Package resync sends scores again: it plans from a diagnosis which may be sent and
// why the others are left out, sends over AGS or LTI 1.1 with every attempt in the
// ledger before it leaves, and takes for success only what was read back.
package resync
