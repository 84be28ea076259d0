import { useEffect, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { FileIcon } from '../file-icon';
import { isImageName } from '../file-limits';

const EDGE_PX = 168;

/** A local file before its upload: the image itself, or an icon. */
export function FilePreview({ file }: { file: File }): ReactElement {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [isDrawn, setDrawn] = useState(isImageName(file.name));
  useEffect(() => {
    if (!isImageName(file.name)) return;
    // Drawn on a canvas: the content security policy forbids blob URLs.
    void draw(file, canvas.current).catch(() => setDrawn(false));
  }, [file]);
  if (!isDrawn) return <FileIcon name={file.name} />;
  return <canvas ref={canvas} role="img" aria-label={t('files.preview', { name: file.name })} />;
}

async function draw(file: File, canvas: HTMLCanvasElement | null): Promise<void> {
  const image = await createImageBitmap(file);
  const scale = Math.min(1, EDGE_PX / Math.min(image.width, image.height));
  if (canvas) {
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  }
  image.close();
}
