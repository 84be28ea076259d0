import { useEffect, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { FileIcon } from '../file-icon';
import { isImageName } from '../file-limits';

const EDGE_PX = 168;

/** What a file on this device looks like before it is sent: the picture, or its kind. */
export function FilePreview({ file }: { file: File }): ReactElement {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [isDrawn, setDrawn] = useState(isImageName(file.name));
  useEffect(() => {
    if (!isImageName(file.name)) return;
    // Drawn rather than linked to: the pages may show pictures of our server alone.
    void draw(file, canvas.current).catch(() => setDrawn(false));
  }, [file]);
  if (!isDrawn) return <FileIcon name={file.name} />;
  return <canvas ref={canvas} role="img" aria-label={t('files.preview', { name: file.name })} />;
}

async function draw(file: File, canvas: HTMLCanvasElement | null): Promise<void> {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, EDGE_PX / Math.min(picture.width, picture.height));
  if (canvas) {
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  }
  picture.close();
}
