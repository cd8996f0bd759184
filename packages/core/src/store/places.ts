/** Those of ascending places that lie in a stretch; a view. */
export function placesIn(places: Uint32Array, offset: number, length: number): Uint32Array {
  return places.subarray(firstFrom(places, offset), firstFrom(places, offset + length));
}

/** How many places lie before one. */
function firstFrom(places: Uint32Array, place: number): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((places[middle] as number) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}
