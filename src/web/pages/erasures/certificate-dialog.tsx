import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErasureCertificate } from '../../api/api-types';
import { useErasureCertificate } from '../../api/erasure-queries';
import { Button, ButtonAnchor } from '../../components/controls/button';
import { ErrorNotice } from '../../components/display/error-notice';
import { Fact } from '../../components/display/fact-list';
import { Skeleton } from '../../components/display/skeleton';
import { Dialog } from '../../components/overlays/dialog';
import { useFormat } from '../../i18n/use-format';
import styles from './certificate-dialog.module.css';
import { useCounts } from './use-counts';

/** Who asked, who approved, when it was executed and what it destroyed. */
export function CertificateDialog({
  erasureId,
  onClose,
}: {
  erasureId: string;
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const certificate = useErasureCertificate(erasureId);
  const name = `certificate-${erasureId}.json`;
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={t('erasures.certificate.title')}
      description={t('erasures.certificate.text')}
      actions={
        <>
          <ButtonAnchor
            href={`/api/v1/team/erasures/${erasureId}/certificate`}
            download={name}
            kind="secondary"
          >
            {t('erasures.certificate.download')}
          </ButtonAnchor>
          <Button onClick={onClose}>{t('erasures.certificate.close')}</Button>
        </>
      }
    >
      {certificate.isPending ? <Skeleton lines={4} /> : null}
      {certificate.error ? <ErrorNotice error={certificate.error} /> : null}
      {certificate.data ? <Certificate certificate={certificate.data} /> : null}
    </Dialog>
  );
}

function Certificate({ certificate }: { certificate: ErasureCertificate }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const counts = useCounts();
  const { requestedBy, requestedAt, approvedBy, approvedAt, executedAt, userId } = certificate;
  // With the year: the certificate is kept.
  const moment = (at: string): string => `${format.day(at)}, ${format.time(at)}`;
  const who = (name: string, at: string): string => t('erasures.who', { name, time: moment(at) });
  return (
    <>
      <dl className={styles.facts}>
        <Fact name={t('erasures.certificate.number')}>{certificate.erasureId}</Fact>
        <Fact name={t('erasures.requestedBy')}>{who(requestedBy.fullName, requestedAt)}</Fact>
        <Fact name={t('erasures.approvedBy')}>{who(approvedBy.fullName, approvedAt)}</Fact>
        <Fact name={t('erasures.executedAt')}>{moment(executedAt)}</Fact>
        <Fact name={t('erasures.certificate.user')}>{userId}</Fact>
        <Fact name={t('erasures.destroyed')}>{counts(certificate.destroyed)}</Fact>
      </dl>
      {certificate.conversations.length > 0 ? (
        <section className={styles.items} aria-labelledby="certificate-items">
          <h3 id="certificate-items">{t('erasures.certificate.conversations')}</h3>
          <ul>
            {certificate.conversations.map(({ conversationId: id, messages, files }) => (
              <li key={id}>
                {t('erasures.certificate.conversation', { id })}:{' '}
                {format.list([
                  t('erasures.counts.messages', { count: messages }),
                  t('erasures.counts.files', { count: files }),
                ])}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </>
  );
}
