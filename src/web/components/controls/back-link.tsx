import { ArrowLeft } from 'lucide-react';
import type { ReactElement } from 'react';
import { ButtonLink } from './button';
import styles from './back-link.module.css';

/** Below the heading of a page that the menu does not name. */
export function BackLink({ href, children }: { href: string; children: string }): ReactElement {
  return (
    <ButtonLink
      className={styles.back}
      kind="quiet"
      size="small"
      href={href}
      icon={<ArrowLeft aria-hidden="true" size={18} />}
    >
      {children}
    </ButtonLink>
  );
}
