export function Scopes({ names }: { names: string[] }) {
  return (
    <ul className="ui-scopes">
      {names.map((name) => (
        <li key={name} className="ui-scope">
          {name}
        </li>
      ))}
    </ul>
  );
}
