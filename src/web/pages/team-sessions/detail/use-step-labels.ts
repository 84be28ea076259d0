import { useTranslation } from 'react-i18next';
import { usePreciseFormat } from '../../../i18n/precise-format';
import type { TimelineStep } from '../../../api/api-types';
import { stepTone } from './timeline-layout';
import type { StepTone } from './timeline-layout';

export interface StepLabels {
  name(step: Pick<TimelineStep, 'step'>): string;
  /** "14.00.00 · tepat waktu · Sistem" */
  summary(step: TimelineStep, tone: StepTone): string;
  outcome(step: TimelineStep, now: number): string;
  late(step: TimelineStep): string;
  by(step: TimelineStep): string;
}

/** Labels of a timeline step, for the chart and the table. */
export function useStepLabels(): StepLabels {
  const { t } = useTranslation();
  const format = usePreciseFormat();
  const none = t('teamSessions.table.none');
  const late = (step: TimelineStep): string => {
    if (step.lateMs === null) return none;
    return step.lateMs < 1_000
      ? t('teamSessions.onTime')
      : t('teamSessions.lateBy', { duration: format.duration(step.lateMs) });
  };
  const by = ({ doneBy }: TimelineStep): string => {
    if (doneBy === null) return none;
    return doneBy.fullName ?? t('teamSessions.by.system');
  };
  const outcome = (step: TimelineStep, now: number): string => {
    if (step.state !== 'planned') return t(`teamSessions.outcomes.${step.state}`);
    if (step.failedAttempts > 0) {
      return t('teamSessions.outcomes.failing', { count: step.failedAttempts });
    }
    return t(`teamSessions.outcomes.${stepTone(step, now) === 'overdue' ? 'overdue' : 'planned'}`);
  };
  return {
    name: ({ step }) => t(`teamSessions.steps.${step}`),
    late,
    by,
    outcome,
    summary: (step, tone) =>
      [
        format.clock(step.state === 'done' && step.doneAt ? step.doneAt : step.plannedAt),
        ...(step.state === 'done'
          ? [late(step), by(step)]
          : [t(`teamSessions.brief.${briefState(step, tone)}`)]),
      ].join(' · '),
  };
}

function briefState(
  step: TimelineStep,
  tone: StepTone,
): 'planned' | 'overdue' | 'failing' | 'dropped' {
  if (tone === 'dropped') return 'dropped';
  if (step.failedAttempts > 0) return 'failing';
  return tone === 'overdue' ? 'overdue' : 'planned';
}
