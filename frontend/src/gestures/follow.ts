/** Follows one pointer from its press until it is lifted, taken by the browser, or stopped by Escape or a second finger. */
export interface Followed {
  /** called first when the pointer has left the place it was pressed at by `threshold` pixels */
  enter?(event: PointerEvent): void;
  move(event: PointerEvent): void;
  end(event: PointerEvent): void;
  cancel(): void;
  /** a press lifted before `threshold` was passed */
  click?(event: PointerEvent): void;
}

export interface Press {
  pointerId: number;
  clientX: number;
  clientY: number;
}

/** `threshold` in CSS pixels; 0 begins at once. Only one pointer is followed by one call; others are ignored. */
export function follow(press: Press, hand: Followed, threshold = 4): void {
  let entered = threshold === 0;
  if (entered) hand.enter?.(press as PointerEvent);
  const mine = (event: PointerEvent) => event.pointerId === press.pointerId;
  const listening = new AbortController();
  const on = { signal: listening.signal, capture: true };

  // a drag that the browser takes for one of text or pictures ends the pointer
  window.addEventListener('dragstart', (event) => event.preventDefault(), on);
  window.addEventListener(
    'pointermove',
    (event) => {
      if (!mine(event)) return;
      if (!entered) {
        if (Math.hypot(event.clientX - press.clientX, event.clientY - press.clientY) < threshold) return;
        entered = true;
        hand.enter?.(event);
      }
      hand.move(event);
    },
    on,
  );
  window.addEventListener(
    'pointerup',
    (event) => {
      if (!mine(event)) return;
      listening.abort();
      if (entered) hand.end(event);
      else hand.click?.(event);
    },
    on,
  );
  window.addEventListener(
    'pointercancel',
    (event) => {
      if (!mine(event)) return;
      listening.abort();
      hand.cancel();
    },
    on,
  );
  window.addEventListener(
    'pointerdown',
    (event) => {
      if (mine(event) || event.pointerType !== 'touch') return;
      listening.abort();
      hand.cancel();
    },
    on,
  );
  window.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape') return;
      event.stopImmediatePropagation();
      event.preventDefault();
      listening.abort();
      hand.cancel();
    },
    on,
  );
}
