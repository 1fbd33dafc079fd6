const paths = {
  menu: 'M3 6h14M3 10h14M3 14h14',
  check: 'M4 10.5l4 4 8-9',
  close: 'M5 5l10 10M15 5L5 15',
  download: 'M10 3v9m-4-3.5L10 12.5l4-4M4 16.5h12',
  history: 'M3.5 10a6.5 6.5 0 1 0 2-4.7M3 3.5v3.2h3.2M10 6.5V10l2.6 1.6',
  alert: 'M10 3.2l7.2 13H2.8L10 3.2zM10 8v3.6M10 13.8v.3',
  cube: 'M10 2.8l6.2 3.6v7.2L10 17.2l-6.2-3.6V6.4L10 2.8zM3.9 6.5L10 10l6.1-3.5M10 10v7',
  plus: 'M10 4v12M4 10h12',
  remix: 'M3 6h3l7 8h4m-3-3l3 3-3 3M3 14h3l1.6-1.8M11 7.6L13 6h4m-3-3l3 3-3 3',
  bell: 'M5 14V9.2a5 5 0 0 1 10 0V14l1.5 1.5h-13L5 14zM8.5 17.5h3',
  copy: 'M7 7h9v9H7zM4 13V4h9',
  chevron: 'M6 8l4 4 4-4',
  film: 'M4 3.5h12v13H4zM7.2 3.5v13M12.8 3.5v13M4 7.8h3.2M4 12.2h3.2M12.8 7.8H16M12.8 12.2H16',
  video: 'M3 4.5h14v11H3zM8.4 7.6v4.8l4-2.4z',
  camera: 'M2.8 6.8h3.4L7.5 4.5h5l1.3 2.3h3.4v9H2.8zM10 13.6a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4z',
  library: 'M3.5 3.5h5.3v5.3H3.5zM11.2 3.5h5.3v5.3h-5.3zM3.5 11.2h5.3v5.3H3.5zM11.2 11.2h5.3v5.3h-5.3z',
  activity: 'M2.5 10.5h3.2l2.3-6.2 3.8 11.4 2.4-5.2h3.3',
  search: 'M8.8 14a5.2 5.2 0 1 0 0-10.4 5.2 5.2 0 0 0 0 10.4zM12.7 12.7l4.1 4.1',
  gauge: 'M3.4 14.5a7.3 7.3 0 1 1 13.2 0M10 11.8l3-4',
  keyboard: 'M2.5 5.5h15v9h-15zM5.2 8.3h.1M8.4 8.3h.1M11.6 8.3h.1M14.8 8.3h.1M6.8 11.6h6.4',
  sliders: 'M3.5 6h7m4 0h2M3.5 14h2m4 0h7M12.5 8.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4zM7.5 16.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z',
  compare: 'M3 4.5h14v11H3zM10 3v14M6.8 8.3L5.1 10l1.7 1.7M13.2 8.3l1.7 1.7-1.7 1.7',
  trash: 'M4 5.5h12M8 5.5V3.5h4v2M5.5 5.5l.7 11h7.6l.7-11M8.4 8.5l.2 5M11.6 8.5l-.2 5',
  info: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 9.2v4.3M10 6.6v.2',
  left: 'M12 4.5L6.5 10l5.5 5.5',
  right: 'M8 4.5l5.5 5.5L8 15.5',
  upload: 'M10 12.5v-9m-4 3.7L10 3.2l4 4M4 16.5h12',
  retry: 'M16.5 10a6.5 6.5 0 1 1-2-4.7M16.5 3.5v3.2h-3.2',
  home: 'M3.5 9.3L10 3.8l6.5 5.5M5.4 7.9v8.3h9.2V7.9',
  theme: 'M10 3.2a6.8 6.8 0 1 0 0 13.6zM10 3.2a6.8 6.8 0 0 1 0 13.6',
  language: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM3.2 10h13.6M10 3c2.6 2.4 2.6 11.6 0 14M10 3c-2.6 2.4-2.6 11.6 0 14',
  arrow: 'M4 10h12m-4.5-4.5L16 10l-4.5 4.5',
  star: 'M10 2.8l2.2 4.6 5 .7-3.6 3.5.9 5-4.5-2.4-4.5 2.4.9-5L2.8 8.1l5-.7L10 2.8z',
  bin: 'M4 5.5h12M8 5.5V3.8h4v1.7M5.5 5.5l.8 11h7.4l.8-11M8.5 8.5v5M11.5 8.5v5',
  grip: 'M7.5 5h.1M12.5 5h.1M7.5 10h.1M12.5 10h.1M7.5 15h.1M12.5 15h.1',
  play: 'M6.5 4l9 6-9 6z',
  pause: 'M7 4.5v11M13 4.5v11',
  previous: 'M15 4.5v11l-8-5.5zM5 4.5v11',
  next: 'M5 4.5v11l8-5.5zM15 4.5v11',
  sound: 'M3.5 8v4h2.8l3.7 3V5L6.3 8zM13 7.5a3.6 3.6 0 0 1 0 5M15.2 5.5a6.4 6.4 0 0 1 0 9',
  muted: 'M3.5 8v4h2.8l3.7 3V5L6.3 8zM13 8l4 4M17 8l-4 4',
  expand: 'M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4',
} as const

export type IconName = keyof typeof paths

/** A line icon; always decoration, the words are beside it or in an aria-label. */
export function Icon({ name, className = 'size-5' }: { name: IconName; className?: string }) {
  return (
    <svg
      viewBox="0 0 20 20"
      aria-hidden="true"
      className={`shrink-0 ${className}`}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={paths[name]} />
    </svg>
  )
}
