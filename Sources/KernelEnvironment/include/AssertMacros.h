/* SPDX-License-Identifier: Apache-2.0
 *
 * Checks with a way out: `require` jumps to a label, `verify` goes on, `check` only looks. As in a
 * released extension they say nothing; the exception label and the action are taken all the same.
 */
#ifndef __ASSERTMACROS__
#define __ASSERTMACROS__

#include <sys/cdefs.h>

#define __Check(assertion) ((void)sizeof(!(assertion)))
#define __Check_noErr(code) ((void)sizeof((code) != 0))
#define __Check_String(assertion, message) __Check(assertion)
#define __Check_noErr_String(code, message) __Check_noErr(code)
#define __nCheck(assertion) __Check(!(assertion))
#define __nCheck_String(assertion, message) __Check(!(assertion))
#define __Debug_String(message)

#define __Verify(assertion) \
  do {                      \
    if (!(assertion)) {}    \
  } while (0)
#define __Verify_noErr(code) __Verify(0 == (code))
#define __Verify_String(assertion, message) __Verify(assertion)
#define __Verify_noErr_String(code, message) __Verify_noErr(code)
#define __Verify_Action(assertion, action) \
  do {                                     \
    if (__improbable(!(assertion))) {      \
      action;                              \
    }                                      \
  } while (0)
#define __Verify_noErr_Action(code, action) __Verify_Action(0 == (code), action)
#define __nVerify(assertion) __Verify(!(assertion))

#define __Require(assertion, label)               \
  do {                                            \
    if (__improbable(!(assertion))) goto label;   \
  } while (0)
#define __Require_Action(assertion, label, action) \
  do {                                             \
    if (__improbable(!(assertion))) {              \
      {                                            \
        action;                                    \
      }                                            \
      goto label;                                  \
    }                                              \
  } while (0)
#define __Require_noErr(code, label) __Require(0 == (code), label)
#define __Require_noErr_Action(code, label, action) __Require_Action(0 == (code), label, action)
#define __Require_Quiet(assertion, label) __Require(assertion, label)
#define __Require_noErr_Quiet(code, label) __Require_noErr(code, label)
#define __Require_Action_Quiet(assertion, label, action) __Require_Action(assertion, label, action)
#define __Require_noErr_Action_Quiet(code, label, action) \
  __Require_noErr_Action(code, label, action)
#define __Require_String(assertion, label, message) __Require(assertion, label)
#define __Require_noErr_String(code, label, message) __Require_noErr(code, label)
#define __Require_Action_String(assertion, label, action, message) \
  __Require_Action(assertion, label, action)
#define __Require_noErr_Action_String(code, label, action, message) \
  __Require_noErr_Action(code, label, action)
#define __nRequire(assertion, label) __Require(!(assertion), label)
#define __nRequire_Action(assertion, label, action) __Require_Action(!(assertion), label, action)
#define __nRequire_Quiet(assertion, label) __Require(!(assertion), label)

#ifndef __ASSERT_MACROS_DEFINE_VERSIONS_WITHOUT_UNDERSCORES
#define __ASSERT_MACROS_DEFINE_VERSIONS_WITHOUT_UNDERSCORES 1
#endif
#if __ASSERT_MACROS_DEFINE_VERSIONS_WITHOUT_UNDERSCORES
#define check(assertion) __Check(assertion)
#define check_noerr(code) __Check_noErr(code)
#define check_string(assertion, message) __Check_String(assertion, message)
#define check_noerr_string(code, message) __Check_noErr_String(code, message)
#define ncheck(assertion) __nCheck(assertion)
#define verify(assertion) __Verify(assertion)
#define verify_noerr(code) __Verify_noErr(code)
#define verify_action(assertion, action) __Verify_Action(assertion, action)
#define verify_noerr_action(code, action) __Verify_noErr_Action(code, action)
#define verify_string(assertion, message) __Verify_String(assertion, message)
#define nverify(assertion) __nVerify(assertion)
#define require(assertion, label) __Require(assertion, label)
#define require_action(assertion, label, action) __Require_Action(assertion, label, action)
#define require_noerr(code, label) __Require_noErr(code, label)
#define require_noerr_action(code, label, action) __Require_noErr_Action(code, label, action)
#define require_quiet(assertion, label) __Require_Quiet(assertion, label)
#define require_noerr_quiet(code, label) __Require_noErr_Quiet(code, label)
#define require_action_quiet(assertion, label, action) \
  __Require_Action_Quiet(assertion, label, action)
#define require_noerr_action_quiet(code, label, action) \
  __Require_noErr_Action_Quiet(code, label, action)
#define require_string(assertion, label, message) __Require_String(assertion, label, message)
#define require_noerr_string(code, label, message) __Require_noErr_String(code, label, message)
#define require_action_string(assertion, label, action, message) \
  __Require_Action_String(assertion, label, action, message)
#define nrequire(assertion, label) __nRequire(assertion, label)
#define nrequire_action(assertion, label, action) __nRequire_Action(assertion, label, action)
#endif

#endif /* __ASSERTMACROS__ */
