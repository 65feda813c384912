import { adjustSettings } from '../../state/adjust';
import { useProject } from '../../state/project';
import { formatRate, STANDARD_RATES } from '../../time/rates';
import { say } from '../../words/words';
import { ColourField, Section, SelectField } from './fields';

const SIZES: [string, string][] = [
  ['1280x720', '1280 × 720, HD'],
  ['1920x1080', '1920 × 1080, Full HD'],
  ['3840x2160', '3840 × 2160, 4K'],
  ['1080x1920', say('1080 × 1920, upright')],
  ['1080x1080', say('1080 × 1080, square')],
  ['854x480', '854 × 480'],
];
const RATES = STANDARD_RATES.map((rate): [string, string] => [rate.join('/'), formatRate(rate)]);

const withOwn = (options: [string, string][], value: string, label: string): [string, string][] =>
  options.some(([key]) => key === value) ? options : [[value, label], ...options];

export function SettingsPanel() {
  const { width, height, rate, background } = useProject((s) => s.reading.settings);
  const disabled = useProject((s) => s.role === 'viewer');
  const size = `${width}x${height}`;
  const fps = `${rate[0]}/${rate[1]}`;
  return (
    <div className="inspector" data-testid="inspector">
      <header className="panel-head">
        <h2>{say('Project')}</h2>
      </header>
      <Section title={say('Picture')}>
        <SelectField
          label={say('Size')}
          disabled={disabled}
          value={size}
          options={withOwn(SIZES, size, `${width} × ${height}`)}
          onChange={(value) => {
            const [w, h] = value.split('x').map(Number);
            if (w && h) adjustSettings({ width: w, height: h });
          }}
        />
        <SelectField
          label={say('Rate')}
          disabled={disabled}
          value={fps}
          options={withOwn(RATES, fps, formatRate(rate))}
          onChange={(value) => {
            const [num, den] = value.split('/').map(Number);
            if (num && den) adjustSettings({ rate: [num, den] });
          }}
        />
        <ColourField
          label={say('Behind')}
          disabled={disabled}
          value={background}
          onChange={(colour) => adjustSettings({ background: colour })}
        />
      </Section>
      <p className="inspector-hint small">{say('Select a clip to change its place, its sound or its mask.')}</p>
    </div>
  );
}
