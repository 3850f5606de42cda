// SPDX-License-Identifier: Apache-2.0
// Errors in one plain phrase, for lists of failures.

import DemoSupport
import HostFS
import NFSClient
import ONCRPC

/// What went wrong, without the path, which stands before it already.
func plain(_ error: any Error) -> String {
  if let error = error as? NFSError { return error.reason.text }
  if let error = error as? HostError { return "\(error.code)" }
  if let error = error as? RPCError { return "\(error.reason)" }
  return "\(error)"
}
