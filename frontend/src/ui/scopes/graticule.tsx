/** The lines behind a scope's picture, in the picture's own 256 units. */
import { GREYS, VALUES, vectorOf } from '../../engine/scopes';
import type { Scope } from '../../state/scopes';
import { say } from '../../words/words';

const IRE = [0, 25, 50, 75, 100];
const BYTES = [0, 64, 128, 192, 255];
const CHANNELS = ['R', 'G', 'B'];
/** Colours of the bars at 75 %. */
const TARGETS: readonly [name: string, r: number, g: number, b: number][] = [
  ['R', 1, 0, 0],
  ['Mg', 1, 0, 1],
  ['B', 0, 0, 1],
  ['Cy', 0, 1, 1],
  ['G', 0, 1, 0],
  ['Yl', 1, 1, 0],
];
/** Where skin of any shade lies: degrees, counter-clockwise from Cb. */
const SKIN = (123 * Math.PI) / 180;

/** Share of the width or height, from the left or the foot, as a style has it. */
const share = (value: number): string => `${(value / 255) * 100}%`;

export function Graticule({ scope }: { scope: Scope }) {
  if (scope === 'vectorscope') return <Vectors />;
  if (scope === 'histogram')
    return (
      <div className="scope-lines" aria-hidden="true">
        {BYTES.map((value) => (
          <i key={value} className="scope-down" style={{ left: share(value) }}>
            <b>{value}</b>
          </i>
        ))}
      </div>
    );
  return (
    <div className="scope-lines" aria-hidden="true">
      {IRE.map((ire) => (
        <i key={ire} className="scope-across" style={{ bottom: `${ire}%` }}>
          <b>{ire}</b>
          <b>{Math.round((ire / 100) * 255)}</b>
        </i>
      ))}
      {scope === 'parade' &&
        CHANNELS.map((name, index) => (
          <em key={name} style={{ left: `${((index + 0.5) / 3) * 100}%` }}>
            {name}
          </em>
        ))}
    </div>
  );
}

function Vectors() {
  const [x, y] = [GREYS + 118 * Math.cos(SKIN), GREYS - 118 * Math.sin(SKIN)];
  const targets = TARGETS.map(([name, ...bar]) => {
    const [cx, cy] = vectorOf(...(bar.map((on) => on * 0.75 * 255) as [number, number, number]));
    return { name, cx, cy };
  });
  return (
    <div className="scope-lines" aria-hidden="true">
      <svg className="scope-vectors" viewBox={`-0.5 -0.5 ${VALUES} ${VALUES}`} aria-hidden="true">
        <circle cx={GREYS} cy={GREYS} r="120" />
        <circle cx={GREYS} cy={GREYS} r="60" />
        <path d={`M${GREYS} 8V248M8 ${GREYS}H248`} />
        <path className="scope-skin" d={`M${GREYS} ${GREYS}L${x} ${y}`} />
        {targets.map(({ name, cx, cy }) => (
          <rect key={name} x={cx - 6} y={cy - 6} width="12" height="12" />
        ))}
      </svg>
      {targets.map(({ name, cx, cy }) => (
        <b
          key={name}
          className={cx < GREYS ? 'scope-after' : 'scope-before'}
          style={at(cx + (cx < GREYS ? 9 : -9), cy)}
        >
          {name}
        </b>
      ))}
      <b className="scope-before scope-skin" style={at(x - 5, y)}>
        {say('Skin')}
      </b>
    </div>
  );
}

/** Of the vectorscope's face, whose letters keep their size while it changes its own. */
const at = (x: number, y: number) => ({
  left: `${((x + 0.5) / VALUES) * 100}%`,
  top: `${((y + 0.5) / VALUES) * 100}%`,
});
