/** White or black, whichever is easier to read on a background (WCAG relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance). */
export function readableOn(background: string): 'FFFFFF' | '000000' {
  const digits = background.replace('#', '');
  if (!/^[0-9a-fA-F]{6}$/.test(digits)) return '000000';
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map(at => {
    const share = Number.parseInt(digits.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 ? 'FFFFFF' : '000000';
}
