import type { ReactElement } from 'react';
import { useParams } from 'wouter';
import { SessionChat } from './session-chat';
import { useVisibleHeight } from '../../chat/use-visible-height';

export function SessionPage(): ReactElement {
  const { sessionId = '' } = useParams();
  useVisibleHeight();
  return <SessionChat sessionId={sessionId} />;
}
