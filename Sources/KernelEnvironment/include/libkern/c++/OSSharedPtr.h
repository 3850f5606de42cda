/* SPDX-License-Identifier: Apache-2.0
 *
 * A pointer that holds a reference of a kernel object, and gives it back.
 */
#ifndef _LIBKERN_OSSHAREDPTR_H
#define _LIBKERN_OSSHAREDPTR_H

#include <libkern/c++/OSObject.h>

#if defined(__cplusplus) && __cplusplus >= 201103L

/* Whether a pointer that comes in already owns its reference. */
struct OSRetain_t {};
struct OSNoRetain_t {};
static constexpr OSRetain_t OSRetain = {};
static constexpr OSNoRetain_t OSNoRetain = {};

template <typename T>
class OSSharedPtr {
 public:
  OSSharedPtr() : object(nullptr) {}
  OSSharedPtr(decltype(nullptr)) : object(nullptr) {}
  OSSharedPtr(T *pointer, OSRetain_t) : object(pointer) { retain(); }
  OSSharedPtr(T *pointer, OSNoRetain_t) : object(pointer) {}
  OSSharedPtr(const OSSharedPtr &other) : object(other.get()) { retain(); }
  OSSharedPtr(OSSharedPtr &&other) : object(other.detach()) {}
  template <typename U>
  OSSharedPtr(const OSSharedPtr<U> &other) : object(other.get()) {
    retain();
  }
  template <typename U>
  OSSharedPtr(OSSharedPtr<U> &&other) : object(other.detach()) {}
  ~OSSharedPtr() {
    if (object) object->release();
  }

  OSSharedPtr &operator=(OSSharedPtr other) {
    swap(other);
    return *this;
  }
  OSSharedPtr &operator=(decltype(nullptr)) {
    reset();
    return *this;
  }
  void reset() { OSSharedPtr().swap(*this); }
  void reset(T *pointer, OSRetain_t how) { OSSharedPtr(pointer, how).swap(*this); }
  void reset(T *pointer, OSNoRetain_t how) { OSSharedPtr(pointer, how).swap(*this); }
  /* The reference goes to the caller. */
  T *detach() {
    T *given = object;
    object = nullptr;
    return given;
  }
  void swap(OSSharedPtr &other) {
    T *mine = object;
    object = other.object;
    other.object = mine;
  }
  T *get() const { return object; }
  T &operator*() const { return *object; }
  T *operator->() const { return object; }
  explicit operator bool() const { return object != nullptr; }

 private:
  void retain() {
    if (object) object->retain();
  }
  T *object;
};

template <typename T, typename U>
bool operator==(const OSSharedPtr<T> &a, const OSSharedPtr<U> &b) {
  return a.get() == b.get();
}
template <typename T, typename U>
bool operator!=(const OSSharedPtr<T> &a, const OSSharedPtr<U> &b) {
  return a.get() != b.get();
}
template <typename T, typename U>
bool operator==(const OSSharedPtr<T> &a, U *b) {
  return a.get() == b;
}
template <typename T, typename U>
bool operator!=(const OSSharedPtr<T> &a, U *b) {
  return a.get() != b;
}
template <typename T>
bool operator==(const OSSharedPtr<T> &a, decltype(nullptr)) {
  return !a.get();
}
template <typename T>
bool operator!=(const OSSharedPtr<T> &a, decltype(nullptr)) {
  return a.get() != nullptr;
}

template <typename T>
OSSharedPtr<T> OSMakeShared() {
  return OSSharedPtr<T>(OSTypeAlloc(T), OSNoRetain);
}
template <typename T>
OSSharedPtr<T> OSDynamicPtrCast(const OSSharedPtr<OSObject> &from) {
  return OSSharedPtr<T>(OSDynamicCast(T, from.get()), OSRetain);
}
template <typename T, typename U>
OSSharedPtr<T> OSDynamicPtrCast(const OSSharedPtr<U> &from) {
  return OSSharedPtr<T>(OSDynamicCast(T, from.get()), OSRetain);
}

#endif /* __cplusplus */

#endif /* _LIBKERN_OSSHAREDPTR_H */
