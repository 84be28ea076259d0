import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../i18n/use-format';
import type { PlanLayout, StepLayout } from './timeline-layout';
import { usePreciseFormat } from '../../../i18n/precise-format';
import { useStepLabels } from './use-step-labels';
import styles from './plan-chart.module.css';

/** Below this width a step's summary is shown under its name. */
const NARROW_WIDTH = 560;
const AXIS_HEIGHT = 28;

/** One row per step: a hollow mark where it was planned, a solid one where it ran. */
export function PlanChart({ plan, width }: { plan: PlanLayout; width: number }): ReactElement {
  const isNarrow = width < NARROW_WIDTH;
  const row = isNarrow ? 68 : 52;
  const bottom = plan.rows.length * row;
  return (
    <svg className={styles.chart} width={width} height={bottom + AXIS_HEIGHT} aria-hidden="true">
      <rect className={styles.band} {...plan.band} y={0} height={bottom} rx={6} />
      <Axis plan={plan} bottom={bottom} width={width} />
      {plan.rows.map((layout, index) => (
        <g key={layout.step.step} transform={`translate(0 ${index * row})`}>
          <StepRow layout={layout} width={width} isNarrow={isNarrow} y={row - 14} />
          <NowMarks plan={plan} line={row - 14} />
        </g>
      ))}
      <Events plan={plan} bottom={bottom} width={width} />
    </svg>
  );
}

interface ChartArea {
  plan: PlanLayout;
  bottom: number;
  width: number;
}

function Axis({ plan: { scale }, bottom, width }: ChartArea): ReactElement {
  const format = useFormat();
  const precise = usePreciseFormat();
  const inSeconds = scale.to - scale.from < 5 * 60_000;
  return (
    <>
      {scale.ticks.map((tick) => {
        const x = scale.x(tick);
        const isNearEdge = x < 22 || x > width - 22;
        return (
          <g key={tick}>
            <line className={styles.tick} x1={x} x2={x} y1={bottom - 3} y2={bottom + 4} />
            {isNearEdge ? null : (
              <text className={styles.tickLabel} x={x} y={bottom + 20} textAnchor="middle">
                {inSeconds ? precise.clock(tick) : format.time(tick)}
              </text>
            )}
          </g>
        );
      })}
    </>
  );
}

interface StepRowProps {
  layout: StepLayout;
  width: number;
  isNarrow: boolean;
  y: number;
}

/** The styles of tones; `waiting` and `done` have the default one. */
const TONE_CLASSES = {
  waiting: undefined,
  overdue: styles.overdue,
  done: undefined,
  late: styles.late,
  dropped: styles.dropped,
};

function StepRow({ layout, width, isNarrow, y }: StepRowProps): ReactElement {
  const { step, tone } = layout;
  const labels = useStepLabels();
  return (
    <>
      <text className={styles.name} x={4} y={18}>
        {labels.name(step)}
      </text>
      <text
        className={`${styles.summary} ${TONE_CLASSES[tone]}`}
        x={isNarrow ? 4 : width - 4}
        y={isNarrow ? 37 : 18}
        textAnchor={isNarrow ? 'start' : 'end'}
      >
        {labels.summary(step, tone)}
      </text>
      <line className={styles.track} x1={4} x2={width - 4} y1={y} y2={y} />
      <Marks layout={layout} y={y} />
    </>
  );
}

/** Planned and actual marks, and the delay between them. */
function Marks({ layout, y }: Pick<StepRowProps, 'layout' | 'y'>): ReactElement {
  const { tone, plannedX, actualX } = layout;
  const mark = TONE_CLASSES[tone];
  return (
    <>
      {actualX === undefined ? null : (
        <line className={`${styles.delay} ${mark}`} x1={plannedX} x2={actualX} y1={y} y2={y} />
      )}
      <circle className={`${styles.planned} ${mark}`} cx={plannedX} cy={y} r={6} />
      {actualX === undefined || tone === 'overdue' ? null : (
        <circle className={`${styles.actual} ${mark}`} cx={actualX} cy={y} r={4} />
      )}
      {tone === 'dropped' ? (
        <line
          className={`${styles.delay} ${mark}`}
          x1={plannedX - 4}
          x2={plannedX + 4}
          y1={y + 4}
          y2={y - 4}
        />
      ) : null}
    </>
  );
}

/** Now and the actual end on a step's track; short, so that they cross no labels. */
function NowMarks({ plan, line }: { plan: PlanLayout; line: number }): ReactElement {
  const { nowX, endedX } = plan;
  const mark = { y1: line - 10, y2: line + 10 };
  return (
    <>
      {endedX === undefined ? null : (
        <line className={styles.ended} x1={endedX} x2={endedX} {...mark} />
      )}
      {nowX === undefined ? null : <line className={styles.now} x1={nowX} x2={nowX} {...mark} />}
    </>
  );
}

/** Team actions and the label of now. */
function Events({ plan: { nowX, actions }, bottom, width }: ChartArea): ReactElement {
  const { t } = useTranslation();
  const isRight = nowX !== undefined && nowX > width - 90;
  return (
    <>
      {actions.map(({ at, x }) => (
        <path key={at} className={styles.action} d={`M${x} ${bottom - 7}l5 7l-5 7l-5 -7z`} />
      ))}
      {nowX === undefined ? null : (
        <text
          className={styles.nowLabel}
          x={nowX + (isRight ? -5 : 5)}
          y={bottom - 3}
          textAnchor={isRight ? 'end' : 'start'}
        >
          {t('teamSessions.session.now')}
        </text>
      )}
    </>
  );
}
