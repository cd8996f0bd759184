import type { Surgery } from '@altsparse/core';

// begin: a surgery
/** Turns a gradient towards the one before it until the cosine of their angle is the target (Wang et al., 2021). */
export const gradientVaccine = (target: number): Surgery => ({
  name: 'gradient-vaccine',
  scope: 'layer',
  against: 'previous',
  remember: 'raw',
  support: 'active',
  coefficients(gram) {
    const [g, r] = [Math.sqrt(gram.ownSquare()), Math.sqrt(gram.between(0, 0))];
    const [angle, wanted] = [Math.acos(Math.max(-1, gram.own(0) / (g * r))), Math.acos(target)];
    return [angle > wanted ? ((g / r) * Math.sin(angle - wanted)) / Math.sin(wanted) : 0];
  },
});
// end
