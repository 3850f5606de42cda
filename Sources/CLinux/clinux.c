/* SPDX-License-Identifier: Apache-2.0
 * C that Swift cannot express; each header of include/ says what for. */
#include "clinux.h"
