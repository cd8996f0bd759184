// A typedoc plug-in: a property that can hold one value only (`kind: 'zeros'`, the mark of a union's member) needs no comment.
import { Application, ReflectionKind } from 'typedoc';

const isBareLiteral = (property) => property.type?.type === 'literal' && !property.hasComment();

export function load(app) {
  app.on(Application.EVENT_PROJECT_REVIVE, (project) => {
    const literals = project.getReflectionsByKind(ReflectionKind.Property).filter(isBareLiteral);
    const names = new Set(literals.map((property) => property.getFriendlyFullName()));
    app.options.getValue('intentionallyNotDocumented').push(...names);
  });
}
