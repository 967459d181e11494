import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { countText } from '../texts.ts';
import { kPageSizes, pagesOf, type View } from './address.ts';

export function Pager({ view, total, onChange }: { view: View; total: number; onChange: (wish: Partial<View>) => void }) {
  const pages = pagesOf(total, view.size);
  if (total <= kPageSizes[0]) return null;
  const from = (view.page - 1) * view.size + 1;
  return (
    <nav className="dash-pager" aria-label="Pages of accounts">
      <span className="dash-soft">
        {countText(from)} to {countText(Math.min(total, from + view.size - 1))} of {countText(total)}
      </span>
      <label className="dash-pager-size">
        <span>A page holds</span>
        <span className="ui-box dash-select">
          <select className="ui-input" value={view.size} onChange={(event) => onChange({ size: Number(event.target.value), page: 1 })}>
            {kPageSizes.map((size) => (
              <option key={size}>{size}</option>
            ))}
          </select>
          <Icon name="down" />
        </span>
      </label>
      <div className="dash-row">
        <Button size="small" aria-disabled={view.page <= 1} onClick={() => view.page > 1 && onChange({ page: view.page - 1 })}>
          Previous
        </Button>
        <Button size="small" aria-disabled={view.page >= pages} onClick={() => view.page < pages && onChange({ page: view.page + 1 })}>
          Next
        </Button>
      </div>
    </nav>
  );
}
