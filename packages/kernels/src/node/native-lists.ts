import { hostLists, type ListedOperations, type Part } from '@altsparse/core';
import type { Addon, Handle } from './native-machine.ts';

/** Shorter lists are done before the addon is called. */
const least = 64;
/** So are shorter arrays, without a list. */
const leastEverywhere = 2048;

/**
 * Operations at listed places by the addon, which asks memory for them ahead, and shares long lists out among the
 * threads of a machine; the same bits as `hostLists`.
 */
export function nativeLists(addon: Addon, machine: Handle): ListedOperations {
  return {
    ...hostLists,
    combine(out, parts, listed) {
      const [a, b = a, c = a] = parts as readonly [Part, ...Part[]];
      const short = listed === undefined ? out.length < leastEverywhere : listed.places.length < least;
      if (short || parts.length > 3) hostLists.combine(out, parts, listed);
      else addon.combine(machine, out, listed?.places, listed?.first ?? 0, parts.length, ...a, ...b, ...c);
    },
    inner(a, b, listed) {
      const { places, first } = listed;
      return places.length < least ? hostLists.inner(a, b, listed) : addon.inner(a, b, places, first);
    },
  };
}
