import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { Button } from '../../components/controls/button';
import { Card } from '../../components/display/card';
import styles from './adding-section.module.css';

interface AddingSectionProps {
  /** Unique in the page. */
  id: string;
  title: string;
  addLabel: string;
  children: ReactNode;
  /** The form that the button opens, until it calls `close`. */
  form: (close: () => void) => ReactElement;
}

/** A card with entries, and a form to add one. */
export function AddingSection({
  id,
  title,
  addLabel,
  children,
  form,
}: AddingSectionProps): ReactElement {
  const [isAdding, setAdding] = useState(false);
  return (
    <section aria-labelledby={id}>
      <Card className={styles.section}>
        <h2 id={id}>{title}</h2>
        {children}
        {isAdding ? (
          form(() => setAdding(false))
        ) : (
          <Button
            kind="secondary"
            className={styles.add}
            icon={<Plus aria-hidden="true" size={18} />}
            onClick={() => setAdding(true)}
          >
            {addLabel}
          </Button>
        )}
      </Card>
    </section>
  );
}
