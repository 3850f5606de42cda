// SPDX-License-Identifier: Apache-2.0
// Values of the command line.

public import ArgumentParser
import HostFS
public import NFSServer

/// DIR or DIR:/NAME.
struct ExportArgument: ExpressibleByArgument {
  var directory: String
  var name: String?

  init?(argument: String) {
    guard !argument.isEmpty else { return nil }
    if let colon = argument.lastIndex(of: ":"),
      argument[argument.index(after: colon)...].hasPrefix("/")
    {
      directory = String(argument[..<colon])
      name = String(argument[argument.index(after: colon)...])
    } else {
      directory = argument
      name = HostPath.absolute(argument)
    }
    if directory.isEmpty { return nil }
  }
}

extension NFSExport.Squash: ExpressibleByArgument {}
