import { useEffect, useRef } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../class-names';
import styles from './page.module.css';
import hidden from './visually-hidden.module.css';

/** Path of the page whose heading was focused last; the first page is left to the browser. */
let lastPath = currentPath();

function currentPath(): string {
  return typeof location === 'undefined' ? '' : location.pathname + location.search;
}

type PageSize = 'narrow' | 'wide' | 'narrow-full' | 'wide-full';

export interface PageProps {
  title: string;
  intro?: ReactNode;
  actions?: ReactNode;
  /** `narrow`: a reading column; `wide`: the full width; `…-full`: also the full height. */
  size?: PageSize;
  /** Only screen readers get the heading. */
  hiddenTitle?: boolean;
  children: ReactNode;
}

/** Document title, the page's h1, and the focus on it after navigation. */
export function Page({
  title,
  intro,
  actions,
  size = 'narrow',
  hiddenTitle = false,
  children,
}: PageProps): ReactElement {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${t('common.appName')}`;
  }, [title, t]);
  useEffect(() => {
    if (lastPath === currentPath()) return;
    lastPath = currentPath();
    window.scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div className={classNames(styles.page, styles[size])}>
      <header className={classNames(styles.head, hiddenTitle && hidden.hidden)}>
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {intro && <p className={styles.intro}>{intro}</p>}
        </div>
        {actions}
      </header>
      {children}
    </div>
  );
}
