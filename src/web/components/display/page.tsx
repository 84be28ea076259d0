import { useEffect, useRef } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../class-names';
import styles from './page.module.css';

/** The page whose heading had the focus last; the first one opened is left to the browser. */
let lastPath = currentPath();

function currentPath(): string {
  return typeof location === 'undefined' ? '' : location.pathname + location.search;
}

export interface PageProps {
  title: string;
  /** A sentence below the heading. */
  intro?: ReactNode;
  /** Buttons beside the heading. */
  actions?: ReactNode;
  /**
   * `people`: a column to read; `board`: all the width; `whole`: a column of the whole height;
   * `wall`: all the width and the whole height.
   */
  width?: 'people' | 'board' | 'whole' | 'wall';
  /** The heading is only heard: the page shows by itself what it is. */
  quietTitle?: boolean;
  children: ReactNode;
}

/** A room's frame: the title of the window, the one h1, and the focus after navigation. */
export function Page({
  title,
  intro,
  actions,
  width = 'people',
  quietTitle = false,
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
    <div className={classNames(styles.page, styles[width])}>
      <header className={classNames(styles.head, quietTitle && styles.quiet)}>
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
