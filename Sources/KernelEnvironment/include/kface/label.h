/* SPDX-License-Identifier: Apache-2.0
 *
 * How kernel names stay out of the host's symbol space.
 *
 * Every function and variable these headers declare carries an assembler label, so a client's
 * call of `log` or `inet_ntop` reaches the environment and never the C library. A label belongs
 * to the declaration: it survives function pointers, redeclarations and K&R definitions.
 */
#ifndef _KFACE_LABEL_H_
#define _KFACE_LABEL_H_

/* The environment's symbol for a kernel name. */
#define KF(name) __asm__("kface_" #name)

#endif /* _KFACE_LABEL_H_ */
