// SPDX-License-Identifier: Apache-2.0
// The local file system, as a backup or a file server needs it: what is where, in a page.
//
//   HostDirectory   an open directory; every operation on a child takes a `FileName` and follows no
//                   link: open, attributes, makeDirectory, makeLink, rename, remove, readLink …
//   HostFile        an open file: read, write, size, sync, sparse ranges, times
//   DirectoryReader the entries of a directory in constant memory, with resume cookies
//   TreeWalk        a whole tree, depth first, without recursion and with a bounded number of
//                   descriptors; it does not leave the tree and does not follow links
//   AtomicFile      a new content under an old name: written aside, synced, renamed
//   FileName        one path component, bytes and not text; RelativePath is a list of them
//   FileAttributes  what statx(2) says: kind, permissions, owner, sizes, times, birth, identity
//   AttributeChange what chmod, chown, truncate and utimens set, in one value
//   AccessControlList  POSIX.1e lists as they stand in `system.posix_acl_*`; extended attributes
//                   are methods of HostFile and HostDirectory
//   VolumeStatistics   what statfs(2) says
//   KernelFileHandle   name_to_handle_at(2): a name of a file that survives renames
//
// Every failure is a `HostError`: the operation, the name, the errno. All system calls are in
// System/. All classes are Sendable; they close their descriptor when the last reference goes.
//
//   let tree = try HostDirectory(path: "/home/me")
//   var walk = try TreeWalk(of: tree)
//   while let step = try walk.next() {
//     guard case .entry(let entry) = step, entry.attributes.kind == .regular else { continue }
//     let file = try entry.parent.open(entry.name)
//     for range in try file.dataRanges() { … file.read(into: &bytes, at: range.lowerBound) … }
//   }
